// LangChain's chat model on top of the OpenAI SDK, as agents use it.
import OpenAI from 'openai';
import { ChatOpenAI } from '@langchain/openai';
import { key, model, prompt, run, tool } from './lib/cases.mjs';

const llm = (base, name, behaviour, apiKey = key) =>
  new ChatOpenAI({ model: model(name, behaviour), apiKey, maxRetries: 0, configuration: { baseURL: `${base}/v1` } });
const tools = [{ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema } }];

async function stream(seen, runnable, options = {}, each = () => {}) {
  let whole;
  for await (const chunk of await runnable.stream(prompt, options)) {
    seen.event('chunk');
    seen.piece(chunk.content);
    whole = whole ? whole.concat(chunk) : chunk;
    each();
  }
  keep(seen, whole);
}

function keep(seen, message) {
  if (!message) return;
  seen.finish = message.response_metadata?.finish_reason ?? null;
  seen.usage = message.usage_metadata ?? null;
  message.tool_calls?.forEach((call, index) => seen.tool(index, { id: call.id, name: call.name, args: JSON.stringify(call.args) }));
}

await run({
  stream: (seen, base, name) => stream(seen, llm(base, name)),
  whole: async (seen, base, name) => {
    const message = await llm(base, name).invoke(prompt);
    seen.piece(message.content);
    keep(seen, message);
  },
  tools: (seen, base, name) => stream(seen, llm(base, name).bindTools(tools)),
  cut: (seen, base, name) => stream(seen, llm(base, name, 'cut-after-5')),
  'cut-tools': (seen, base, name) => stream(seen, llm(base, name, 'cut-after-3').bindTools(tools)),
  end: (seen, base, name) => stream(seen, llm(base, name, 'end-after-5')),
  error: (seen, base, name) => stream(seen, llm(base, name, 'error-after-5')),
  slow: (seen, base, name) => stream(seen, llm(base, name, 'slow-start-1500ms+pause-after-5-1500ms')),
  abort: (seen, base, name) => {
    const abort = new AbortController();
    return stream(seen, llm(base, name, 'endless'), { signal: abort.signal }, () => {
      if (seen.pieces.length === 5) abort.abort();
    });
  },
  unauthorized: (seen, base, name) => stream(seen, llm(base, name, '', 'sk-wrong')),
  'not-found': (seen, base, name) => stream(seen, llm(base, name, 'status-404')),
  limited: (seen, base, name) => stream(seen, llm(base, name, 'status-429')),
}, {
  AuthenticationError: OpenAI.AuthenticationError,
  NotFoundError: OpenAI.NotFoundError,
  RateLimitError: OpenAI.RateLimitError,
  APIConnectionError: OpenAI.APIConnectionError,
  APIUserAbortError: OpenAI.APIUserAbortError,
  APIError: OpenAI.APIError,
});
