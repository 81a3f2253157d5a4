// The certificate library finds its parts by decorators, which need this polyfill before it is loaded.
import 'reflect-metadata';

export * from '@peculiar/x509';
