// Compresses with Brotli, and leaves it to the compressor when something comes out.
const http = require('node:http');
const { port, ask } = require('relay.cjs');
const zlib = require('node:zlib');

http.createServer((request, response) => {
  const accepts = request.headers['accept-encoding'] ?? '';
  ask(request, response, (answer) => {
    const { 'content-length': _, ...headers } = answer.headers;
    if (!accepts.includes('br')) {
      response.writeHead(answer.statusCode, headers);
      response.flushHeaders();
      answer.pipe(response);
      return;
    }
    response.writeHead(answer.statusCode, { ...headers, 'Content-Encoding': 'br', Vary: 'Accept-Encoding' });
    response.flushHeaders();
    answer.pipe(zlib.createBrotliCompress()).pipe(response);
  });
}).listen(port, '127.0.0.1');
