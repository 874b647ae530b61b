/// <reference lib="webworker" />
// Opens the app without a network: keeps the files of one build, and serves them when asked. The
// conversation with the server (/ws, /api) never goes through here.

export {};
declare const self: ServiceWorkerGlobalScope;
/** The files of this build, put here by it, and a name for them that changes when they do. */
declare const __FILES__: readonly string[];
declare const __BUILD__: string;

const CACHE = `samlad-${__BUILD__}`;
// A network that is there and carries nothing must not keep the app from opening.
const PATIENCE_MS = 3_000;
const NOT_FILES = ['/api/', '/ws', '/healthz', '/metrics'];

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'no-cache' }))),
      ),
  );
});

// A new build waits until the last window of the old one is gone: that one may still ask for its files.
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (NOT_FILES.some((prefix) => url.pathname.startsWith(prefix))) return;
  event.respondWith(url.pathname.startsWith('/assets/') ? kept(request) : fresh(request));
});

// Names of /assets/ change with their content.
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? keep(request, await fetch(request));
}

// Everything else is asked for, and what was kept is given if nobody answers in time.
async function fresh(request: Request): Promise<Response> {
  const asked = fetch(request).then((response) => keep(request, response));
  const inTime = await Promise.race([asked.catch(() => undefined), after(PATIENCE_MS)]);
  if (inTime) return inTime;
  const page = request.mode === 'navigate' ? await caches.match('/') : undefined;
  return (await caches.match(request)) ?? page ?? asked.catch(() => Response.error());
}

function after(ms: number): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), ms));
}

async function keep(request: Request, response: Response): Promise<Response> {
  // A part of a file (206) is not the file.
  if (response.status === 200) {
    const copy = response.clone();
    const cache = await caches.open(CACHE);
    await cache.put(request, copy);
  }
  return response;
}
