// Gathers what comes and writes it once a second.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

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
