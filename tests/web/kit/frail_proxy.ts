import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Stands between a browser and a server, and hands on bytes until the test cuts the link: what a
 * browser's own "offline" does not do to connections that are up. The browser goes to `address`;
 * the server must allow that origin (`allowing` makes the flags for it). With one proxy for each
 * desk, the link of one breaks and the others' hold.
 */
export class FrailProxy {
  private readonly links = new Set<Socket>();
  private refuses = false;

  private constructor(
    private readonly listener: Server,
    private readonly target: () => string,
  ) {
    listener.on('connection', (near) => this.join(near));
  }

  /** `target`: "host:port" of the server, asked for each link anew. */
  static async start(target: () => string): Promise<FrailProxy> {
    // A peer that closes its half of a link is still to be answered.
    const listener = createServer({ allowHalfOpen: true });
    const proxy = new FrailProxy(listener, target);
    await new Promise<void>((done, fail) => {
      listener.once('error', fail);
      listener.listen(0, '127.0.0.1', done);
    });
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Every link breaks; what is under way on it is lost. New ones may be made at once. */
  cut(): void {
    for (const socket of this.links) socket.destroy();
  }

  /** While it refuses, each new link breaks as soon as it is made. */
  refuse(refuses: boolean): void {
    this.refuses = refuses;
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.listener.close(done));
    this.cut();
    await closed;
  }

  private join(near: Socket): void {
    if (this.refuses) {
      near.destroy();
      return;
    }
    const [host, port] = this.target().split(':');
    const far = connect({ host, port: Number(port), allowHalfOpen: true });
    this.hold(near, far);
    this.hold(far, near);
    near.pipe(far);
    far.pipe(near);
  }

  /** A link is broken as a whole. */
  private hold(socket: Socket, other: Socket): void {
    this.links.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.links.delete(socket);
      other.destroy();
    });
  }
}

/** Settings of a server that serves pages to browsers behind these proxies, and to no others. */
export function allowing(proxies: readonly FrailProxy[]): readonly string[] {
  return ['--allowed-origins', proxies.map(({ address }) => `http://${address}`).join(',')];
}
