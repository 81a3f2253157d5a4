import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Flow } from '@thingdock/api';
import { collectEntries, matchEntries } from './palette-entries.ts';

const flow: Flow = {
  id: 'f1',
  projectId: 'p',
  name: 'deep freezer',
  latestVersion: 1,
  masterVersion: 1,
  createdAt: '',
  updatedAt: '',
};
const entries = collectEntries('p', { connections: [], devices: [], flows: [flow], files: [] });

describe('the palette', () => {
  it('finds by parts of names, those that begin with the text first', () => {
    assert.deepEqual(
      matchEntries(entries, 'de').map(({ name }) => name),
      ['Devices', 'Deployments', 'Deploy a flow', 'Deploy a file', 'deep freezer'],
    );
    assert.deepEqual(matchEntries(entries, 'flow dep')[0]?.href, '/p/p/deploy');
  });

  it('leads to the page of what it names', () => {
    assert.equal(matchEntries(entries, 'freezer')[0]?.href, '/p/p/flows/f1');
  });
});
