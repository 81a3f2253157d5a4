import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { Device, LogQuery } from '@thingdock/api';
import { Failure } from '../../../ui/notice.tsx';
import { saveText } from '../../../ui/save-text.ts';
import { count } from '../../../words/count.ts';
import { FORMS, fileOf, type LogForm } from './form.ts';
import { gatherLog } from './gather.ts';

type Props = { device: Pick<Device, 'connectionId' | 'name'>; query: LogQuery };

/** Saves what the filters let through, seen or not, as a file. */
export function SaveLog({ device, query }: Props) {
  const saving = useMutation({
    async mutationFn(form: LogForm) {
      const { lines, more } = await gatherLog(device, query);
      const { fileName, text } = fileOf(form, device.name, lines);
      saveText(fileName, text, FORMS[form].mediaType);
      const older = more ? ' There are older ones: choose a time to save them.' : '';
      notifications.show({ message: `${count(lines.length, 'line')} saved.${older}` });
    },
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" size="compact-sm" loading={saving.isPending}>
            Save …
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(FORMS) as LogForm[]).map((form) => (
            <Menu.Item key={form} onClick={() => saving.mutate(form)}>
              {FORMS[form].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {saving.error && <Failure error={saving.error} what="The log was not saved" />}
    </>
  );
}
