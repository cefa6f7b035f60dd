// Passes on every read at once, but the head only with the first of them.
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
    response.writeHead(answer.statusCode, { 'Content-Type': answer.headers['content-type'], 'X-Sluice-Origin': answer.headers['x-sluice-origin'] });
    answer.pipe(response);
  });
}).listen(port, '127.0.0.1');
