// The official OpenAI SDK for Node.
import OpenAI from 'openai';
import { key, model, prompt, run, tool } from './lib/cases.mjs';

const client = (base, options = {}) => new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0, ...options });
const messages = [{ role: 'user', content: prompt }];
const chatTools = [{ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema } }];
const responsesTools = [{ type: 'function', name: tool.name, description: tool.description, parameters: tool.schema, strict: true }];

async function chat(seen, base, name, behaviour, more = {}, each = () => {}) {
  const stream = await client(base).chat.completions.create({ model: model(name, behaviour), messages, stream: true, ...more });
  for await (const chunk of stream) {
    seen.event('chunk');
    if (chunk.usage) seen.usage = chunk.usage;
    const choice = chunk.choices[0];
    if (!choice) {
      seen.event('chunk without choice');
      continue;
    }
    seen.piece(choice.delta.content);
    for (const call of choice.delta.tool_calls ?? [])
      seen.tool(call.index, { id: call.id, name: call.function?.name, args: call.function?.arguments });
    if (choice.finish_reason) seen.finish = choice.finish_reason;
    each(stream);
  }
}

async function responses(seen, base, name, behaviour, more = {}, each = () => {}) {
  const stream = await client(base).responses.create({ model: model(name, behaviour), input: prompt, stream: true, ...more });
  let sequence = -1;
  for await (const event of stream) {
    seen.event(event.type);
    if (event.sequence_number !== ++sequence) seen.event('sequence broken');
    if (event.type === 'response.output_text.delta') seen.piece(event.delta);
    if (event.type === 'response.output_item.added' && event.item.type === 'function_call')
      seen.tool(event.output_index, { id: event.item.call_id, name: event.item.name });
    if (event.type === 'response.function_call_arguments.delta') seen.tool(event.output_index, { args: event.delta });
    if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      seen.finish = event.response.status;
      seen.usage = event.response.usage;
    }
    each(stream);
  }
}

/** Stops reading after some pieces, as a user does who has seen enough. */
const abortAfter = (seen, pieces) => (stream) => {
  if (seen.pieces.length === pieces) stream.controller.abort();
};

await run({
  'chat-stream': (seen, base, name) => chat(seen, base, name),
  'chat-stream-usage': (seen, base, name) => chat(seen, base, name, '', { stream_options: { include_usage: true } }),
  'chat-whole': async (seen, base, name) => {
    const { data, response } = await client(base).chat.completions.create({ model: model(name), messages }).withResponse();
    seen.piece(data.choices[0].message.content);
    seen.finish = data.choices[0].finish_reason;
    seen.usage = data.usage;
    seen.event(response.headers.get('content-type'));
  },
  'chat-tools': (seen, base, name) => chat(seen, base, name, '', { tools: chatTools }),
  'chat-tools-helper': async (seen, base, name) => {
    const stream = client(base).chat.completions.stream({ model: model(name), messages, tools: chatTools });
    stream.on('content', (delta) => seen.piece(delta));
    const final = await stream.finalChatCompletion();
    seen.finish = final.choices[0].finish_reason;
    final.choices[0].message.tool_calls?.forEach((call, index) =>
      seen.tool(index, { id: call.id, name: call.function.name, args: call.function.arguments }));
  },
  'chat-tools-whole': async (seen, base, name) => {
    const answer = await client(base).chat.completions.create({ model: model(name), messages, tools: chatTools });
    seen.finish = answer.choices[0].finish_reason;
    answer.choices[0].message.tool_calls.forEach((call, index) =>
      seen.tool(index, { id: call.id, name: call.function.name, args: call.function.arguments }));
  },
  'chat-cut': (seen, base, name) => chat(seen, base, name, 'cut-after-5'),
  'chat-cut-helper': async (seen, base, name) => {
    const stream = client(base).chat.completions.stream({ model: model(name, 'cut-after-5'), messages });
    stream.on('content', (delta) => seen.piece(delta));
    await stream.finalChatCompletion();
  },
  'chat-cut-tools': (seen, base, name) => chat(seen, base, name, 'cut-after-3', { tools: chatTools }),
  'chat-cut-whole': async (seen, base, name) => {
    const answer = await client(base).chat.completions.create({ model: model(name, 'cut-after-5'), messages });
    seen.piece(answer.choices[0].message.content);
  },
  'chat-end': (seen, base, name) => chat(seen, base, name, 'end-after-5'),
  'chat-reset': (seen, base, name) => chat(seen, base, name, 'reset-after-5'),
  'chat-error': (seen, base, name) => chat(seen, base, name, 'error-after-5'),
  'chat-slow': (seen, base, name) => chat(seen, base, name, 'slow-start-1500ms+pause-after-5-1500ms'),
  'chat-slow-whole': async (seen, base, name) => {
    const answer = await client(base).chat.completions.create({ model: model(name, 'slow-start-1500ms'), messages });
    seen.piece(answer.choices[0].message.content);
    seen.finish = answer.choices[0].finish_reason;
  },
  'chat-abort': (seen, base, name) => chat(seen, base, name, 'endless', {}, abortAfter(seen, 5)),
  'chat-break': async (seen, base, name) => {
    const stream = await client(base).chat.completions.create({ model: model(name, 'endless'), messages, stream: true });
    for await (const chunk of stream) {
      seen.piece(chunk.choices[0]?.delta.content);
      if (seen.pieces.length === 5) break;
    }
  },
  'chat-abort-silent': async (seen, base, name) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    await client(base).chat.completions.create({ model: model(name, 'slow-head-60s'), messages, stream: true }, { signal: abort.signal });
  },
  'chat-abort-whole': async (seen, base, name) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    await client(base).chat.completions.create({ model: model(name, 'slow-start-60s'), messages }, { signal: abort.signal });
  },
  'responses-stream': (seen, base, name) => responses(seen, base, name),
  'responses-helper': async (seen, base, name) => {
    const stream = client(base).responses.stream({ model: model(name), input: prompt });
    stream.on('response.output_text.delta', (event) => seen.piece(event.delta));
    const final = await stream.finalResponse();
    seen.finish = final.status;
    seen.usage = final.usage;
  },
  'responses-whole': async (seen, base, name) => {
    const answer = await client(base).responses.create({ model: model(name), input: prompt });
    seen.piece(answer.output_text);
    seen.finish = answer.status;
    seen.usage = answer.usage;
  },
  'responses-tools': (seen, base, name) => responses(seen, base, name, '', { tools: responsesTools }),
  'responses-cut': (seen, base, name) => responses(seen, base, name, 'cut-after-5'),
  'responses-cut-helper': async (seen, base, name) => {
    const stream = client(base).responses.stream({ model: model(name, 'cut-after-5'), input: prompt });
    stream.on('response.output_text.delta', (event) => seen.piece(event.delta));
    await stream.finalResponse();
  },
  'responses-error': (seen, base, name) => responses(seen, base, name, 'error-after-5'),
  'responses-slow': (seen, base, name) => responses(seen, base, name, 'slow-start-1500ms+pause-after-5-1500ms'),
  'responses-abort': (seen, base, name) => responses(seen, base, name, 'endless', {}, abortAfter(seen, 5)),
  embeddings: async (seen, base, name) => {
    const answer = await client(base).embeddings.create({ model: model(name), input: prompt });
    seen.event(`${answer.data.length} vector`);
    seen.usage = answer.usage;
  },
  unauthorized: async (seen, base, name) => {
    await client(base, { apiKey: 'sk-wrong' }).chat.completions.create({ model: model(name), messages, stream: true });
  },
  unrouted: async (seen, base) => {
    await client(base).chat.completions.create({ model: 'nobody', messages, stream: true });
  },
  'not-found': (seen, base, name) => chat(seen, base, name, 'status-404'),
  'bad-request': (seen, base, name) => chat(seen, base, name, 'status-400'),
  limited: (seen, base, name) => chat(seen, base, name, 'status-429'),
  'server-error': (seen, base, name) => chat(seen, base, name, 'status-500'),
  'limited-retried': async (seen, base, name) => {
    await client(base, { maxRetries: 1 }).chat.completions.create({ model: model(name, 'status-429'), messages, stream: true });
  },
}, {
  AuthenticationError: OpenAI.AuthenticationError,
  NotFoundError: OpenAI.NotFoundError,
  RateLimitError: OpenAI.RateLimitError,
  BadRequestError: OpenAI.BadRequestError,
  InternalServerError: OpenAI.InternalServerError,
  APIConnectionError: OpenAI.APIConnectionError,
  APIUserAbortError: OpenAI.APIUserAbortError,
  APIError: OpenAI.APIError,
  OpenAIError: OpenAI.OpenAIError,
});
