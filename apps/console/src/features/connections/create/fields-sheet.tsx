import { Button, Tabs } from '@mantine/core';
import { ApiError } from '@thingdock/api';
import { lazy, Suspense, useState } from 'react';
import { Failure } from '../../../ui/notice.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { conflicts } from '../plan/plan-words.ts';
import classes from './create.module.css';
import { CreateForm, FORM_ID } from './form.tsx';
import { TestResults } from './test-results.tsx';
import type { Create } from './use-create.ts';

const KitPanel = lazy(async () => ({ default: (await import('../kit/kit-panel.tsx')).KitPanel }));

type Tab = 'fields' | 'kit';
type Props = { title: string; create: Create; onClose: () => void };

/** The form, the set-up kit beside it, and what will happen. */
export function FieldsSheet({ title, create, onClose }: Props) {
  const { creating, testing } = create;
  const [tab, setTab] = useState<Tab>('fields');
  return (
    <Sheet
      title={title}
      onClose={onClose}
      focusInside
      footer={
        <Buttons
          create={create}
          onClose={onClose}
          // What is wrong is told beside the fields.
          onAct={() => setTab('fields')}
        />
      }
    >
      <div className={classes.columns}>
        <div>
          <Panels create={create} tab={tab} onTab={setTab} />
          {isUnexpected(creating.error) && <Failure error={creating.error} what="The connection was not created" />}
          {isUnexpected(testing.error) && <Failure error={testing.error} what="The connection could not be tested" />}
        </div>
        <aside className={classes.aside} aria-label="What will happen">
          <TestResults create={create} />
        </aside>
      </div>
    </Sheet>
  );
}

/** Refusals of the server are told by the form. */
const isUnexpected = (error: unknown) => error !== null && !(error instanceof ApiError);

function Panels({ create, tab, onTab }: { create: Create; tab: Tab; onTab: (tab: Tab) => void }) {
  const [filled, setFilled] = useState(false);
  return (
    <Tabs value={tab} onChange={(next) => onTab(next === 'kit' ? 'kit' : 'fields')} keepMounted>
      <Tabs.List mb={20}>
        <Tabs.Tab value="fields">Connection</Tabs.Tab>
        <Tabs.Tab value="kit">Set-up kit</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="fields">
        <CreateForm create={create} filled={filled} onFilled={setFilled} />
      </Tabs.Panel>
      <Tabs.Panel value="kit">
        {tab === 'kit' && (
          <Suspense fallback={<p role="status">Loading …</p>}>
            <KitPanel
              values={create.values}
              onFill={(fields) => {
                create.change(fields);
                setFilled(true);
                onTab('fields');
              }}
            />
          </Suspense>
        )}
      </Tabs.Panel>
    </Tabs>
  );
}

type ButtonsProps = { create: Create; onClose: () => void; onAct: () => void };

function Buttons({ create, onClose, onAct }: ButtonsProps) {
  const { creating, testing, takeOver, values } = create;
  const plan = testing.data?.values === values ? testing.data.plan : undefined;
  const blocked = plan !== undefined && conflicts(plan).length > 0 && !takeOver;
  return (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button
        variant="default"
        loading={testing.isPending}
        disabled={creating.isPending}
        onClick={() => {
          onAct();
          create.test();
        }}
      >
        Test
      </Button>
      <Button
        type="submit"
        form={FORM_ID}
        loading={creating.isPending}
        disabled={blocked || testing.isPending}
        onClick={onAct}
      >
        Create connection
      </Button>
    </>
  );
}
