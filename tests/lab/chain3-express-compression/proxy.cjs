// Express as its guides have it: compression for everything, event streams included.
const { port, ask } = require('relay.cjs');
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
