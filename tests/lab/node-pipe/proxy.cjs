// Passes on every read at once.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  ask(request, response, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
}).listen(port, '127.0.0.1');
