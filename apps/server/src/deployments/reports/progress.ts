import type { FileState, FlowDeployState } from '@thingdock/device-protocol';
import type { DeviceReport } from '../../agents/index.ts';
import type { Progress } from '../target.ts';
import type { Wanted } from '../wanted.ts';
import { isAlready } from './already.ts';

const DEPLOYING: Readonly<Partial<Record<FlowDeployState | FileState, Progress['state']>>> = {
  deployPending: 'pending',
  deploying: 'deploying',
  deployed: 'deployed',
  deployFail: 'failed',
};
const REMOVING: Readonly<Partial<Record<FlowDeployState | FileState, Progress['state']>>> = {
  removePending: 'pending',
  removing: 'deploying',
  removeFail: 'failed',
};

/** What the word of a device says about an order, whatever its kind; `undefined`: nothing. */
export function progressOf(wanted: Wanted, updateId: string, report: DeviceReport): Progress | undefined {
  if (report.about === 'fetched')
    return isAlready(wanted, report) ? { state: 'deployed', message: SO_ALREADY } : undefined;
  switch (wanted.what) {
    case 'flow':
      return report.about === 'flow' && report.updateId === updateId
        ? said(DEPLOYING[report.state], report.message)
        : undefined;
    case 'no-flow':
      if (report.about === 'no-flow') return { state: 'deployed' };
      return report.about === 'flow' ? said(REMOVING[report.state], report.message) : undefined;
    case 'enable':
      return report.about === 'enable' ? switched(wanted.enable, report) : undefined;
    case 'variables':
      return report.about === 'variables' && report.asWanted ? { state: 'deployed' } : undefined;
    case 'file': {
      if (report.about !== 'file' || report.fileId !== wanted.file.id) return undefined;
      const { state, message, pendingUpdateId, updateId: current } = report.report;
      if (pendingUpdateId === updateId) return { state: 'pending' };
      return current === updateId ? said(DEPLOYING[state], message) : undefined;
    }
    case 'no-file':
      if (report.about === 'no-file') return report.fileId === wanted.file.id ? { state: 'deployed' } : undefined;
      if (report.about !== 'file' || report.fileId !== wanted.file.id) return undefined;
      return said(REMOVING[report.report.state], report.report.message);
  }
}

export const SO_ALREADY = 'It was so already.';

/** The switch counts once Node-RED has followed it. */
function switched(enable: boolean, report: Extract<DeviceReport, { about: 'enable' }>): Progress | undefined {
  const { reported, flow, news } = report;
  if (reported !== enable) return undefined;
  if (!flow || flow.state === (enable ? 'running' : 'stopped')) return { state: 'deployed' };
  if (enable && flow.state === 'error' && news)
    return { state: 'failed', message: flow.message ?? 'Node-RED does not start.' };
  return { state: 'deploying' };
}

function said(state: Progress['state'] | undefined, message: string | undefined): Progress | undefined {
  return state && { state, message };
}
