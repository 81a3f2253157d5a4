// An HTTP server that reads a body and answers with a short one: what a call costs without a service.
import { createServer } from 'node:http';
import { announce } from './listen.ts';

const body = Buffer.from(JSON.stringify({ state: { reported: { n: 1 } }, version: 1, timestamp: 1 }));

announce(
  createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    });
  }),
);
