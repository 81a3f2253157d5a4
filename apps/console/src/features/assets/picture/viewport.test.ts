import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { afterKey, fit, pan, zoom } from './viewport.ts';

const extent = { x: -40, y: 20, width: 4_000, height: 1_000 };
const size = { width: 1_000, height: 500 };

describe('the view of a picture', () => {
  it('shows all of it first, in the middle', () => {
    assert.deepEqual(fit(extent, size), { x: -40, y: -480, width: 4_000, height: 2_000 });
    const small = fit({ x: 0, y: 0, width: 200, height: 100 }, size);
    assert.deepEqual(small, { x: -400, y: -200, width: 1_000, height: 500 });
  });

  it('keeps the point under the finger where it is', () => {
    const view = fit(extent, size);
    const near = zoom(view, 2, size, { x: 0.25, y: 0.5 });
    assert.equal(near.x + near.width * 0.25, view.x + view.width * 0.25);
    assert.equal(near.width, view.width / 2);
  });

  it('never loses the picture, however it is moved', () => {
    const share = fc.double({ min: -50, max: 50, noNaN: true });
    const keys = fc.array(fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '-', '0'));
    fc.assert(
      fc.property(share, share, keys, (x, y, pressed) => {
        const moved = pan(fit(extent, size), { x, y }, extent);
        const view = pressed.reduce((now, key) => afterKey(key, now, extent, size) ?? now, moved);
        // Zooming keeps the middle; moving again brings at least a tenth of the view back over the picture.
        const seen = pan(view, { x: 0, y: 0 }, extent);
        assert.ok(
          seen.x + seen.width * 0.9 >= extent.x - 1 && seen.x + seen.width * 0.1 <= extent.x + extent.width + 1,
        );
        assert.ok(seen.width > 0 && size.width / seen.width <= 2.001);
      }),
    );
  });

  it('leaves other keys alone', () => {
    assert.equal(afterKey('Tab', fit(extent, size), extent, size), undefined);
  });
});
