// Stops at 40 kB and ends the answer in order.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  ask(request, response, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    let left = 40_000;
    answer.on('data', (part) => {
      if (left > 0) response.write(part);
      left -= part.length;
      if (left <= 0) response.end();
    });
    answer.on('close', () => response.end());
  });
}).listen(port, '127.0.0.1');
