using System.CommandLine;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Sluice.Configuration;

namespace Sluice.Cli;

/// <summary><c>sluice demo</c>: the gateway on a built-in scripted model, a live stream through it, and then it keeps serving.</summary>
static class Demo
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var listen = new Option<string?>("--listen", "-l") { Description = "Address of the API; 127.0.0.1:8080, or a free port where that is taken.", HelpName = "ADDR" };
        var once = new Option<bool>("--once") { Description = "Show the stream and exit instead of serving on." };
        var command = new Command("demo", "Run the gateway on a built-in scripted model and show a live stream through it.") { listen, once };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(listen), result.GetValue(once)));
        return command;
    }

    static async Task<int> RunAsync(string? listen, bool once)
    {
        var configuration = EnvironmentConfiguration.Read(name => null, listen);
        foreach (var finding in configuration.Findings)
            await Console.Error.WriteLineAsync(finding.ToString());
        if (configuration.Options is not { } options)
            return 2;
        await using var model = DemoModel.Start();
        await using var host = await StartAsync(model.AddTo(options) with { Log = LogOptions.Default with { Format = LogFormat.Text } }, listen is not null);
        if (host is null)
            return 3;
        var api = host.Addresses[0];
        Say($"sluice: a gateway on {api} in front of a scripted model; metrics on {host.AdminAddress}metrics");
        Say("");
        var complete = await ShowAsync(api);
        if (once)
            return complete ? 0 : 1;
        Say("");
        Say("Try it:");
        Say($"  curl -N {api}v1/chat/completions -H 'content-type: application/json' \\");
        Say("       -d '{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'");
        Say($"  curl -N {api}v1/messages -H 'content-type: application/json' -H 'anthropic-version: 2023-06-01' \\");
        Say("       -d '{\"model\":\"demo\",\"stream\":true,\"max_tokens\":256,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'");
        Say($"  Python: OpenAI(base_url=\"{api}v1\", api_key=\"any\")      Node: new OpenAI({{ baseURL: \"{api}v1\", apiKey: \"any\" }})");
        Say($"          Anthropic(base_url=\"{api}\", api_key=\"any\")            new Anthropic({{ baseURL: \"{api}\", apiKey: \"any\" }})");
        Say("Models named cut-after-5, stall-after-3 or error-after-2 show how a stream fails. Ctrl-C stops.");
        await Serve.RunUntilSignalAsync(host, null, null, null, model);
        return 0;
    }

    static async Task<GatewayHost?> StartAsync(GatewayOptions options, bool chosen)
    {
        try
        {
            return await GatewayHost.StartAsync(options, Console.OpenStandardOutput());
        }
        catch (IOException) when (!chosen)
        {
            var free = new ListenOptions(new IPEndPoint(IPAddress.Loopback, 0));
            return await GatewayHost.StartAsync(options with { Listen = [free], AdminListen = free }, Console.OpenStandardOutput());
        }
        catch (IOException fault)
        {
            await Console.Error.WriteLineAsync($"sluice: {fault.Message}");
            return null;
        }
    }

    /// <summary>One chat stream, printed token by token as it arrives.</summary>
    static async Task<bool> ShowAsync(Uri api)
    {
        var time = TimeProvider.System;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api, "v1/chat/completions"))
        {
            Content = new StringContent("""{"model":"demo","stream":true,"messages":[{"role":"user","content":"What is a sluice?"}]}""", null, "application/json"),
        };
        var start = time.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        TimeSpan first = default, last = default, longest = default;
        var tokens = 0;
        var complete = false;
        Console.Write("  ");
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            if (item.Data == "[DONE]")
            {
                complete = true;
                break;
            }

            if (Text(item.Data) is not { Length: > 0 } text)
                continue;
            var now = time.GetElapsedTime(start);
            if (tokens++ == 0)
                first = now;
            else
                longest = now - last > longest ? now - last : longest;
            last = now;
            Console.Write(text);
            await Console.Out.FlushAsync();
        }

        Say("");
        Say("");
        Say($"  first token {first.TotalMilliseconds:0} ms, {tokens} tokens, longest gap {longest.TotalMilliseconds:0} ms, "
            + $"{(complete ? "complete" : "CUT")} after {time.GetElapsedTime(start).TotalMilliseconds:0} ms");
        return complete;
    }

    static string? Text(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0
            && choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null;
    }

    static void Say(string line) => Console.WriteLine(line);
}
