import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { iamOperations } from '../src/services/iam/index.ts';
import { iotOperations } from '../src/services/iot/index.ts';
import { iotDataOperations } from '../src/services/iotdata/index.ts';
import known from '../src/services/known-operations.json' with { type: 'json' };
import { snsOperations } from '../src/services/sns/index.ts';
import { stsOperations } from '../src/services/sts/index.ts';

const shape = (path: string) => path.replaceAll(/:[A-Za-z]+\+?/g, ':');

describe('what is implemented', () => {
  it('is what AWS has, under the same names, each once', () => {
    const services = [
      [known.sts, stsOperations],
      [known.iam, iamOperations],
      [known.sns, snsOperations],
    ] as const;
    for (const [all, here] of services) {
      const names = here.map(({ name }) => name);
      assert.deepEqual(
        names.filter((name) => !all.includes(name)),
        [],
      );
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('answers at the methods and paths of AWS', () => {
    const planes = [
      [known.iot, iotOperations],
      [known.iotdata, iotDataOperations],
    ] as const;
    for (const [all, here] of planes) {
      for (const { name, method, path } of here) {
        const model = all.find((one) => one.name === name);
        assert.deepEqual([name, method, shape(path)], [name, model?.method, shape(model?.path ?? '')]);
      }
    }
  });
});
