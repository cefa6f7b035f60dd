// Keeps one event back, to see whether it is the last.
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
