export type { ByteHandlers, Part } from './contract-bytes.ts';
export {
  type ContractRequest,
  type ContractServer,
  type Handlers,
  type Recorded,
  startContractServer,
} from './contract-server.ts';
export { sample } from './samples.ts';
