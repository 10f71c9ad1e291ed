import { apiList, apiSearch } from './swagger.js';
import { groupExamples, listExample, userExamples } from './swagger-examples.js';

const SUMMARY = 'List or look up users and groups together';
const examples = { filter: 'displayName sw "Test"', sortBy: 'displayName' };
const page = listExample(userExamples.answer, groupExamples.answer);

export const ApiScimRootList = (): MethodDecorator => apiList(`${SUMMARY} (RFC 7644 section 3.4.2.1)`, examples, page);

export const ApiScimRootSearch = (): MethodDecorator => apiSearch(SUMMARY, examples, page);
