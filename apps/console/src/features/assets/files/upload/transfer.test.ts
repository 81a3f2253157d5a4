import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UPLOAD_PART_LIMIT, type Upload } from '@thingdock/api';
import fc from 'fast-check';
import { OffsetRefused, type Part, type TransferDeps, transfer, Unreachable } from './transfer.ts';

const SIZE = UPLOAD_PART_LIMIT * 2 + 5;
const upload = (received: number): Upload => ({
  id: 'u',
  filename: 'tool.bin',
  size: SIZE,
  received,
  sha256: received === SIZE ? 'x' : null,
  expiresAt: '2026-01-02T00:00:00.000Z',
});

type Mishap = 'none' | 'lost before' | 'lost after' | 'sent elsewhere';

/** A server that keeps parts in order; before each part one mishap of the list happens. */
function server(mishaps: readonly Mishap[], received = 0) {
  const left = [...mishaps];
  const state = { received, sent: 0 };
  const take = ({ offset, body }: Part) => {
    if (offset !== state.received) throw new OffsetRefused();
    state.received += body.size;
    state.sent += body.size;
  };
  const deps: TransferDeps = {
    async send(part) {
      const mishap = left.shift() ?? 'none';
      if (mishap === 'lost before') throw new Unreachable();
      if (mishap === 'sent elsewhere') state.received = Math.min(SIZE, state.received + 7);
      take(part);
      if (mishap === 'lost after') throw new Unreachable();
      return upload(state.received);
    },
    look: async () => upload(state.received),
    sleep: async () => {},
  };
  return { state, deps };
}

const file = new Blob([new Uint8Array(SIZE)]);
const quiet = () => ({ signal: new AbortController().signal, onProgress: () => {}, onWaiting: () => {} });

describe('an upload', () => {
  it('arrives whole, in parts that the server takes', async () => {
    const { state, deps } = server([]);
    const seen: number[] = [];
    const done = await transfer(file, upload(0), deps, { ...quiet(), onProgress: (bytes) => seen.push(bytes) });
    assert.equal(done.sha256, 'x');
    assert.deepEqual(seen, [UPLOAD_PART_LIMIT, UPLOAD_PART_LIMIT * 2, SIZE]);
    assert.equal(state.sent, SIZE);
  });

  it('goes on where it stood', async () => {
    const { state, deps } = server([], UPLOAD_PART_LIMIT);
    await transfer(file, upload(UPLOAD_PART_LIMIT), deps, quiet());
    assert.equal(state.sent, UPLOAD_PART_LIMIT + 5);
  });

  it('arrives whole whatever happens in between', async () => {
    const mishap = fc.constantFrom<Mishap>('none', 'lost before', 'lost after', 'sent elsewhere');
    await fc.assert(
      fc.asyncProperty(fc.array(mishap, { maxLength: 8 }), async (mishaps) => {
        const { state, deps } = server(mishaps);
        await transfer(file, upload(0), deps, quiet());
        assert.equal(state.received, SIZE);
      }),
      { numRuns: 40 },
    );
  });

  it('stops when it is paused, and when the server refuses it', async () => {
    const pausing = new AbortController();
    const { deps } = server([]);
    const paused = transfer(file, upload(0), deps, {
      ...quiet(),
      signal: pausing.signal,
      onProgress: () => pausing.abort(),
    });
    await assert.rejects(paused, { name: 'AbortError' });
    const refusing = { ...deps, send: () => Promise.reject(new Error('too large')) };
    await assert.rejects(transfer(file, upload(0), refusing, quiet()), /too large/);
  });
});
