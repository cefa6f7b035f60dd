// What the relays of the lab share: where they listen, and how they ask the hop behind. What each does with the answer is its own.
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

module.exports = { port, ask };
