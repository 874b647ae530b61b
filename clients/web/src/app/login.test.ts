import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { logIn } from './login';

// Servers, and what stands between them and us, that do not answer as they should.

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function logInAt(answer: RequestListener, answerMsMax = 20_000) {
  const made = (server = createServer(answer));
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  const { port } = made.address() as AddressInfo;
  return logIn({ login: 'anna', password: 'x' }, `http://127.0.0.1:${port}`, answerMsMax);
}

test('a server that never answers is unreachable', async () => {
  expect(await logInAt(() => undefined, 300)).toEqual({ kind: 'unreachable' });
});

test('so is one that stops in the middle of its answer', async () => {
  const outcome = await logInAt((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"token": "');
  }, 300);
  expect(outcome).toEqual({ kind: 'unreachable' });
});

test.each([
  ['a page', 200, '<html>Logga in på nätet</html>'],
  ['nothing', 200, ''],
  ['another JSON', 200, '[null]'],
  ['a login without a token', 200, '{"token": 5, "choices": "x"}'],
  ['that it is broken', 502, 'Bad Gateway'],
])('one that answers with %s is not understood', async (_what, status, text) => {
  const outcome = await logInAt((_request, response) => {
    response.writeHead(status);
    response.end(text);
  });
  expect(outcome).toEqual({ kind: 'not-understood', status });
});

test('how long to wait is a number, whatever the server says', async () => {
  const outcome = await logInAt((_request, response) => {
    response.writeHead(429, { 'Retry-After': 'Fri, 31 Dec 1999 23:59:59 GMT' });
    response.end();
  });
  expect(outcome).toEqual({ kind: 'too-many', seconds: 1 });
});
