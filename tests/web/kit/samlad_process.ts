import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM = resolve(process.env.SAMLAD_BINARY ?? '../../build/server/samlad');
const ADMIN_PASSWORD = 'forsta-losenordet';
// Password hashes that cost nothing: these tests are not about them.
const CHEAP = ['--password-passes', '1', '--password-memory-bytes', '8192'];

/** A real server with an empty log and one administrator, `admin`. */
export class SamladProcess {
  readonly adminPassword = ADMIN_PASSWORD;

  /** `webFolder`: the pages that it serves. `settings`: more flags, asked for when it starts. */
  constructor(
    private readonly webFolder?: string,
    private readonly settings: () => readonly string[] = () => [],
  ) {}

  private readonly folder = mkdtempSync(join(tmpdir(), 'samlad-web-'));
  private child: ChildProcess | undefined;
  private port = 0;

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    // And nothing else: it takes every SAMLAD_ variable for a setting.
    const env = { SAMLAD_INIT_PASSWORD: ADMIN_PASSWORD };
    await ended(
      spawn(PROGRAM, [...this.flags(), '--init-admin', 'admin'], {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    await this.serve();
  }

  /** As a power cut would: no goodbye, and the same address afterwards. */
  async killAndServe(): Promise<void> {
    await this.kill();
    await this.serve();
  }

  /** The server is gone until serve(). */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child) return;
    this.child = undefined;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  /** Every login so far is void: the key that signed them is gone. */
  forgetLogins(): void {
    rmSync(join(this.folder, 'data', 'token.key'));
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private flags(): string[] {
    return ['--data-folder', join(this.folder, 'data'), ...CHEAP];
  }

  /** At the same address as before. Nothing if it is up. */
  async serve(): Promise<void> {
    if (this.child) return;
    const pages = this.webFolder ? ['--web-folder', this.webFolder] : [];
    const more = [...pages, ...this.settings(), '--port', String(this.port)];
    const child = spawn(PROGRAM, [...this.flags(), ...more], {
      env: {},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child = child;
    this.port = await new Promise<number>((done, fail) => {
      let lines = '';
      child.once('error', fail);
      child.once('exit', (code) => fail(new Error(`samlad ended with ${code}: ${lines}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        lines += chunk.toString();
        const port = / port=(\d+)\s/.exec(lines)?.[1];
        if (port) done(Number(port));
      });
    });
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done() : fail(new Error(`samlad ended with ${code}`)),
    );
  });
}
