// Ends every answer after three seconds, however lively it is.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  ask(request, response, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  setTimeout(() => response.destroy(), 3000);
}).listen(port, '127.0.0.1');
