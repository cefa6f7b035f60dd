// Stops at 40 kB and ends the answer in order.
const http = require('node:http');
const [port, upstream] = process.argv.slice(2);
const [host, upstreamPort] = upstream.split(':');
const ask = (request, response, answered) => {
  const question = http.request({ host, port: upstreamPort, method: request.method, path: request.url, headers: request.headers }, (answer) => {
    answer.on('error', () => response.destroy());
    answered(answer);
  });
  question.on('error', () => response.destroy());
  request.pipe(question);
};
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
