// The official Anthropic SDK for Node.
import Anthropic from '@anthropic-ai/sdk';
import { key, model, prompt, run, tool } from './lib/cases.mjs';

const client = (base, options = {}) => new Anthropic({ baseURL: base, apiKey: key, maxRetries: 0, ...options });
const messages = [{ role: 'user', content: prompt }];
const tools = [{ name: tool.name, description: tool.description, input_schema: tool.schema }];
const request = (name, behaviour, more) => ({ model: model(name, behaviour), max_tokens: 256, messages, ...more });

/** The raw events, as `create` gives them. */
async function stream(seen, base, name, behaviour, more = {}, each = () => {}) {
  const events = await client(base).messages.create({ ...request(name, behaviour, more), stream: true });
  for await (const event of events) {
    seen.event(event.type);
    if (event.type === 'message_start') seen.usage = event.message.usage;
    if (event.type === 'content_block_start' && event.content_block.type === 'tool_use')
      seen.tool(event.index, { id: event.content_block.id, name: event.content_block.name });
    if (event.type === 'content_block_delta') {
      if (event.delta.type === 'text_delta') seen.piece(event.delta.text);
      if (event.delta.type === 'input_json_delta') seen.tool(event.index, { args: event.delta.partial_json });
    }
    if (event.type === 'message_delta') {
      seen.finish = event.delta.stop_reason;
      seen.usage = { ...seen.usage, ...event.usage };
    }
    each(events);
  }
}

/** The message that the SDK puts together itself. */
async function helper(seen, base, name, behaviour, more = {}) {
  const events = client(base).messages.stream(request(name, behaviour, more));
  events.on('text', (delta) => seen.piece(delta));
  keep(seen, await events.finalMessage());
}

function keep(seen, message) {
  seen.finish = message.stop_reason;
  seen.usage = message.usage;
  message.content.forEach((block, index) => {
    seen.event(`${block.type} block`);
    if (block.type === 'tool_use') seen.tool(index, { id: block.id, name: block.name, args: JSON.stringify(block.input) });
  });
}

const abortAfter = (seen, pieces) => (events) => {
  if (seen.pieces.length === pieces) events.controller.abort();
};

await run({
  stream: (seen, base, name) => stream(seen, base, name),
  helper: (seen, base, name) => helper(seen, base, name),
  whole: async (seen, base, name) => {
    const message = await client(base).messages.create(request(name));
    seen.piece(message.content.map((block) => block.text).join(''));
    keep(seen, message);
  },
  tools: (seen, base, name) => stream(seen, base, name, '', { tools }),
  'tools-helper': (seen, base, name) => helper(seen, base, name, '', { tools }),
  'tools-whole': async (seen, base, name) => keep(seen, await client(base).messages.create(request(name, '', { tools }))),
  'count-tokens': async (seen, base, name) => {
    seen.usage = await client(base).messages.countTokens({ model: model(name), messages });
  },
  cut: (seen, base, name) => stream(seen, base, name, 'cut-after-5'),
  'cut-helper': (seen, base, name) => helper(seen, base, name, 'cut-after-5'),
  'cut-tools': (seen, base, name) => helper(seen, base, name, 'cut-after-3', { tools }),
  'cut-whole': async (seen, base, name) => keep(seen, await client(base).messages.create(request(name, 'cut-after-5'))),
  end: (seen, base, name) => stream(seen, base, name, 'end-after-5'),
  reset: (seen, base, name) => stream(seen, base, name, 'reset-after-5'),
  error: (seen, base, name) => stream(seen, base, name, 'error-after-5'),
  slow: (seen, base, name) => stream(seen, base, name, 'slow-start-1500ms+pause-after-5-1500ms'),
  'slow-helper': (seen, base, name) => helper(seen, base, name, 'slow-start-1500ms+pause-after-5-1500ms'),
  abort: (seen, base, name) => stream(seen, base, name, 'endless', {}, abortAfter(seen, 5)),
  'abort-silent': async (seen, base, name) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    await client(base).messages.create({ ...request(name, 'slow-head-60s'), stream: true }, { signal: abort.signal });
  },
  unauthorized: async (seen, base, name) => {
    await client(base, { apiKey: 'sk-wrong' }).messages.create({ ...request(name), stream: true });
  },
  unrouted: async (seen, base) => {
    await client(base).messages.create({ ...request('x'), model: 'nobody', stream: true });
  },
  'not-found': (seen, base, name) => stream(seen, base, name, 'status-404'),
  'bad-request': (seen, base, name) => stream(seen, base, name, 'status-400'),
  limited: (seen, base, name) => stream(seen, base, name, 'status-429'),
  overloaded: (seen, base, name) => stream(seen, base, name, 'status-529'),
}, {
  AuthenticationError: Anthropic.AuthenticationError,
  NotFoundError: Anthropic.NotFoundError,
  RateLimitError: Anthropic.RateLimitError,
  BadRequestError: Anthropic.BadRequestError,
  InternalServerError: Anthropic.InternalServerError,
  APIConnectionError: Anthropic.APIConnectionError,
  APIUserAbortError: Anthropic.APIUserAbortError,
  APIError: Anthropic.APIError,
  AnthropicError: Anthropic.AnthropicError,
});
