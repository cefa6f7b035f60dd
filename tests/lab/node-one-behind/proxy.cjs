// Keeps one event back, to see whether it is the last.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  ask(request, response, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    let kept;
    answer.on('data', (part) => {
      if (kept) response.write(kept);
      kept = part;
    });
    answer.on('close', () => {
      if (kept) response.write(kept);
      if (answer.complete) response.end();
      else response.destroy();
    });
  });
}).listen(port, '127.0.0.1');
