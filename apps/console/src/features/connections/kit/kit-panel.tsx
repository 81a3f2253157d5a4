import { type ConnectionFields, type KitFormat, type KitPlan, readKitInput, writeKit } from '@thingdock/connection-kit';
import { useState } from 'react';
import type { Values } from '../create/fields.ts';
import { endpointRegion, roleAccount } from '../endpoint.ts';
import classes from './kit.module.css';
import { KitChoices, type KitTyped } from './kit-choices.tsx';
import { KitDocumentView } from './kit-document.tsx';
import { PasteOutputs } from './paste-outputs.tsx';

type Props = { values: Values; onFill: (fields: ConnectionFields) => void };

/** The set-up kit: a document that makes role and user in AWS, and the way back of what it put out. */
export function KitPanel({ values, onFill }: Props) {
  const [typed, setTyped] = useState<KitTyped>({
    accountId: roleAccount(values.roleArn) ?? '',
    region: endpointRegion(values.endpoint) ?? values.region,
    guide: false,
    provisioning: false,
  });
  const [format, setFormat] = useState<KitFormat>('cloudformation');
  const read = readKitInput(typed);
  const problems = 'problems' in read ? read.problems : [];
  return (
    <div className={classes.kit}>
      <p className="dim">
        Makes the role and the user that a connection needs, with no more rights than are used. Run it in your account
        as somebody who may administer IAM, then paste what it put out below.
      </p>
      <KitChoices typed={typed} problems={problems} format={format} onChange={setTyped} onFormat={setFormat} />
      {'plan' in read ? (
        <Ready plan={read.plan} format={format} />
      ) : (
        <p className={classes.waiting} role="status">
          The document appears here as soon as account and region are filled in.
        </p>
      )}
      <PasteOutputs onFill={onFill} />
    </div>
  );
}

const Ready = ({ plan, format }: { plan: KitPlan; format: KitFormat }) => (
  <KitDocumentView document={writeKit(plan, format)} />
);
