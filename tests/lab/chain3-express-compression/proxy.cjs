// Express as its guides have it: compression for everything, event streams included.
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
const express = require('express');
const compression = require('compression');

const app = express();
app.use(compression({ filter: () => true }));
app.use((request, response) => {
  ask(request, response, (answer) => {
    response.status(answer.statusCode).set(answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
});
app.listen(port, '127.0.0.1');
