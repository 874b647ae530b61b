// The least that one writes with ws to pass on what a publisher says to everybody who subscribes.
//
//   node server.js PORT     /pub: what this socket sends is passed on; /sub: it is sent here
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const subscribers = new Set();

sockets.on('connection', (socket, request) => {
  if (request.url === '/sub') {
    subscribers.add(socket);
    socket.on('close', () => subscribers.delete(socket));
    return;
  }
  socket.on('message', (message) => {
    for (const subscriber of subscribers) subscriber.send(message, { binary: true });
  });
});

server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
