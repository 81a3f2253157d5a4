import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { sentenceList } from '../../../words/count.ts';
import { isPackageName, NEWEST, type Need } from './packages.ts';
import classes from './upload.module.css';

type Props = {
  needs: readonly Need[];
  /** Kinds of nodes whose package nobody knows. */
  unknown: readonly string[];
  onVersion: (name: string, version: string) => void;
};

/** npm packages that devices install with the flow; versions can be changed, packages added. */
export function PackageFields({ needs, unknown, onVersion }: Props) {
  const [adding, setAdding] = useState('');
  const name = adding.trim();
  const add = () => {
    if (!isPackageName(name)) return;
    onVersion(name, NEWEST);
    setAdding('');
  };
  return (
    <fieldset className={classes.packages}>
      <legend>npm packages</legend>
      <p className="dim">
        Devices install these with the flow. An exact version (<code>5.43.0</code>) installs the same everywhere.
      </p>
      {unknown.length > 0 && (
        <p className={classes.unknown}>
          No known package brings {sentenceList(unknown)}. Add the one that does, or devices cannot start these nodes.
        </p>
      )}
      {needs.map(({ name, version, types }) => (
        <div key={name} className={classes.package}>
          <div>
            <code>{name}</code>
            {types.length > 0 && <div className="dim">for {sentenceList(types)}</div>}
          </div>
          <TextInput
            aria-label={`Version of ${name}`}
            value={version}
            maxLength={100}
            onChange={(event) => onVersion(name, event.currentTarget.value)}
          />
        </div>
      ))}
      <div className={classes.package}>
        <TextInput
          aria-label="Another package"
          placeholder="Another package, as npm calls it"
          value={adding}
          error={name !== '' && !isPackageName(name) && 'npm takes small letters, digits, . _ - and @scope/ in front.'}
          onChange={(event) => setAdding(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" disabled={!isPackageName(name)} onClick={add}>
          Add package
        </Button>
      </div>
    </fieldset>
  );
}
