import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPackageName, packageNeeds, toPackages, unknownTypes } from './packages.ts';

const check = {
  types: [
    { type: 'inject', nodes: 3, core: true, package: null },
    { type: 'modbus-read', nodes: 2, core: false, package: 'node-red-contrib-modbus' },
    { type: 'modbus-client', nodes: 1, core: false, package: 'node-red-contrib-modbus' },
    { type: 'our-own', nodes: 1, core: false, package: null },
  ],
};

describe('the packages of a flow', () => {
  it('are those that its nodes come from, each once, in the version that was used before', () => {
    assert.deepEqual(packageNeeds(check, { 'node-red-contrib-modbus': '5.43.0', unused: '1.0.0' }, {}), [
      { name: 'node-red-contrib-modbus', version: '5.43.0', types: ['modbus-read', 'modbus-client'] },
    ]);
  });

  it('take what is typed, and those that are added by hand', () => {
    const needs = packageNeeds(check, {}, { 'node-red-contrib-modbus': '^5', '@plant/own': ' ' });
    assert.deepEqual(toPackages(needs), { '@plant/own': 'latest', 'node-red-contrib-modbus': '^5' });
  });

  it('may be unknown for some nodes', () => {
    assert.deepEqual(unknownTypes(check), ['our-own']);
  });

  it('have names that npm takes', () => {
    assert.deepEqual(['node-red-dashboard', '@plant/own', 'No spaces', ''].map(isPackageName), [
      true,
      true,
      false,
      false,
    ]);
  });
});
