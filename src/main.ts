import 'reflect-metadata';
import { readEnv } from './config/read-env.js';
import { runServer } from './run-server.js';

await runServer(() => readEnv(process.env, { isTerminal: process.stdout.isTTY }));
