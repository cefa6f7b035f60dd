// Gathers what comes and writes it once a second.
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
    let gathered = [];
    const write = () => {
      if (gathered.length > 0) response.write(Buffer.concat(gathered));
      gathered = [];
    };
    const timer = setInterval(write, 1000);
    answer.on('data', (part) => gathered.push(part));
    answer.on('close', () => {
      clearInterval(timer);
      write();
      if (answer.complete) response.end();
      else response.destroy();
    });
  });
}).listen(port, '127.0.0.1');
