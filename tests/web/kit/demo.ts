import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { SamladProcess } from './samlad_process';

const PROGRAM = resolve(process.env.SAMLA_BINARY ?? '../../build/clients/cli/samla');
const SCENARIO = resolve('../scenarios/vastmanland-2014.yaml');

/** Plays the demo exercise into a server that is up; its persons log in with `PASSWORD`. */
export function playDemo(server: SamladProcess): Promise<void> {
  const of = ['--server', `http://${server.address}`];
  const play = ['play', SCENARIO, '--speed', 'max', '--admin', 'admin'];
  const child = spawn(PROGRAM, [...of, ...play], {
    env: { SAMLA_PASSWORD: server.adminPassword },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done() : fail(new Error(`the demo was not played: samla ended with ${code}`)),
    );
  });
}
