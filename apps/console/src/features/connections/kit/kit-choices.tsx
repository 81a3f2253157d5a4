import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import type { KitField, KitFormat, KitInput, KitProblem } from '@thingdock/connection-kit';
import classes from './kit.module.css';

export type KitTyped = KitInput & { guide: boolean; provisioning: boolean };

type Props = {
  typed: KitTyped;
  problems: readonly KitProblem[];
  format: KitFormat;
  onChange: (typed: KitTyped) => void;
  onFormat: (format: KitFormat) => void;
};

const FORMATS: { value: KitFormat; label: string }[] = [
  { value: 'cloudformation', label: 'CloudFormation' },
  { value: 'terraform', label: 'Terraform' },
  { value: 'shell', label: 'AWS CLI' },
];

const FIELDS: readonly { field: KitField; label: string; placeholder: string }[] = [
  { field: 'accountId', label: 'AWS account', placeholder: '123456789012' },
  { field: 'region', label: 'Region', placeholder: 'eu-west-1' },
  { field: 'roleName', label: 'Role name', placeholder: 'enebular_status_push_role' },
  { field: 'userName', label: 'User name', placeholder: 'enebular-conn-user' },
];

/** What the document is made for, and of which kind. */
export function KitChoices({ typed, problems, format, onChange, onFormat }: Props) {
  const faultOf = (field: KitField) =>
    typed[field]?.trim() ? problems.find((problem) => problem.field === field)?.message : undefined;
  const input = (field: KitField) => ({
    value: typed[field] ?? '',
    error: faultOf(field),
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      onChange({ ...typed, [field]: event.currentTarget.value }),
  });
  return (
    <>
      <div className={classes.grid}>
        {FIELDS.map(({ field, label, placeholder }) => (
          <TextInput key={field} label={label} placeholder={placeholder} {...input(field)} />
        ))}
      </div>
      <TextInput
        label="Prefix of rules and topics"
        description="Leave it empty unless this installation is set to another one by THINGDOCK_AWS_PREFIX."
        placeholder="enebular"
        {...input('prefix')}
      />
      <Checkbox
        label="Use AWS’s managed policies, as the guide does"
        description="Simpler to read, but they allow far more than is needed."
        checked={typed.guide}
        onChange={(event) => onChange({ ...typed, guide: event.currentTarget.checked })}
      />
      <Checkbox
        label="Let the key create things, too"
        description="For “things create” with the key of the connection. A key of its own for installing devices is safer."
        checked={typed.provisioning}
        onChange={(event) => onChange({ ...typed, provisioning: event.currentTarget.checked })}
      />
      <SegmentedControl
        aria-label="Format"
        data={FORMATS}
        value={format}
        onChange={(next) => onFormat(next as KitFormat)}
      />
    </>
  );
}
