// The http-proxy package as it comes.
const httpProxy = require('http-proxy');

const [port, upstream] = process.argv.slice(2);
const proxy = httpProxy.createProxyServer({ target: `http://${upstream}` });
proxy.on('error', (_, __, response) => response.destroy());
proxy.listen(Number(port), '127.0.0.1');
