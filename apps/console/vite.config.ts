import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget } from './build/budget.ts';
import { compress } from './build/compress.ts';
import { noDescriptions } from './build/no-descriptions.ts';

/** What a first visit may load, as the browser receives it. */
const FIRST_LOAD_LIMIT = 250_000;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [noDescriptions(), react(), compress(), budget({ limit: FIRST_LOAD_LIMIT })],
  resolve: { alias: { typebox: join(import.meta.dirname, 'build/no-schemas.ts') } },
  // The server puts a fresh nonce in its place for every answer; see its platform/http/static.ts.
  html: { cspNonce: 'CSP_NONCE' },
  // Inlined files would need `data:` in the content security policy.
  build: { assetsInlineLimit: 0, target: 'es2023', reportCompressedSize: false },
  server: { proxy: { '/api': { target: process.env.THINGDOCK_URL ?? 'http://127.0.0.1:8600' } } },
});
