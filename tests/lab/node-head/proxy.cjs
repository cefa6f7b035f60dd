// Passes on every read at once, but the head only with the first of them.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  ask(request, response, (answer) => {
    response.writeHead(answer.statusCode, { 'Content-Type': answer.headers['content-type'], 'X-Sluice-Origin': answer.headers['x-sluice-origin'] });
    answer.pipe(response);
  });
}).listen(port, '127.0.0.1');
