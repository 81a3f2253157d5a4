import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spanOf } from './span.ts';

const at = (name: string) => ({ part: 'all', seen: null, name, connectionId: 'c' });
const END = 'dev-\u{10FFFF}';

describe('the span of names that a page reads', () => {
  it('begins behind the position where that lies among the names with the prefix, either way', () => {
    assert.deepEqual(spanOf('dev-', at('dev-5'), false), { below: END, behind: at('dev-5') });
    assert.deepEqual(spanOf('dev-', at('dev-5'), true), { from: 'dev-', behind: at('dev-5') });
  });

  it('begins with the prefix where the position lies before it', () => {
    assert.deepEqual(spanOf('dev-', at('ab'), false), { from: 'dev-', below: END });
    assert.deepEqual(spanOf('dev-', at('zz'), true), { from: 'dev-', below: END });
  });

  it('is empty where the position lies behind all names with the prefix', () => {
    assert.deepEqual(spanOf('dev-', at('zz'), false), { below: END, behind: at('zz') });
    assert.deepEqual(spanOf('dev-', at('ab'), true), { from: 'dev-', behind: at('ab') });
  });

  it('goes by bytes, not by UTF-16', () => {
    assert.deepEqual(spanOf('\uFF5E', at('\u{1F600}'), true), { from: '\uFF5E', below: '\uFF5E\u{10FFFF}' });
  });

  it('has no other bounds than those that are asked for', () => {
    assert.deepEqual(spanOf(undefined, undefined, false), {});
    assert.deepEqual(spanOf(undefined, at('x'), true), { behind: at('x') });
    assert.deepEqual(spanOf('dev-', undefined, true), { from: 'dev-', below: END });
  });
});
