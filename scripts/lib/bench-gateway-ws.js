// The peer of `scripts/bench gateway`: node's `ws` forwarding each event that comes from Redis to every client, the way
// its own documentation broadcasts. A few lines of the Redis protocol stand in for a client library.
const http = require('http');
const net = require('net');
const { WebSocketServer } = require('ws');

const server = http.createServer((request, response) => response.end('ok'));
const wss = new WebSocketServer({ server, path: '/ws', perMessageDeflate: false });
server.listen(Number(process.env.PORT), '127.0.0.1');

function broadcast(message) {
  const body = message.subarray(message.indexOf(10) + 1);
  for (const client of wss.clients) {
    if (client.readyState === 1) client.send(body, { binary: false });
  }
}

const redis = new URL(process.env.REDIS_URL);
const socket = net.connect(Number(redis.port), redis.hostname, () => {
  socket.write(`SUBSCRIBE ${process.env.CHANNEL}\r\n`);
});
let pending = Buffer.alloc(0);
socket.on('data', (chunk) => {
  pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
  for (;;) {
    const reply = readReply();
    if (!reply) break;
    if (reply[0].toString() === 'message') broadcast(reply[2]);
  }
});

function readReply() { // an array of bulk strings, or null while it is not whole
  let at = 0;
  const line = () => {
    const end = pending.indexOf('\r\n', at);
    if (end < 0) return null;
    const text = pending.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  const head = line();
  if (head === null) return null;
  const items = [];
  for (let i = 0; i < Number(head.slice(1)); i++) {
    const size = line();
    if (size === null) return null;
    if (size[0] === ':') {
      items.push(Buffer.from(size));
      continue;
    }
    const length = Number(size.slice(1));
    if (pending.length < at + length + 2) return null;
    items.push(pending.subarray(at, at + length));
    at += length + 2;
  }
  pending = pending.subarray(at);
  return items;
}
