// Reads the whole answer before it writes its own, and leaves no mark of Node.js in the head.
const http = require('node:http');
const { port, ask } = require('relay.cjs');

http.createServer((request, response) => {
  ask(request, response, async (answer) => {
    const parts = [];
    try {
      for await (const part of answer) parts.push(part);
    } catch {
      return;
    }
    const body = Buffer.concat(parts);
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    response.writeHead(answer.statusCode, { ...headers, 'Content-Length': body.length, Connection: 'close' });
    response.end(body);
  });
}).listen(port, '127.0.0.1');
