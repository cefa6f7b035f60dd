// Asks for a stream of batches, whatever it is asked for.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  request.url = request.url.replace(/plan=[^&]*/, 'plan=100ms-200b-burst8-x160');
  ask(request, response, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
}).listen(port, '127.0.0.1');
