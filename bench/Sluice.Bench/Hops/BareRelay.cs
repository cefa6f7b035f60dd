using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Bench.Hops;

/// <summary>The least that the same stack can do: Kestrel, SocketsHttpHandler, read, write, flush. What Sluice adds is measured against it.</summary>
static class BareRelay
{
    public static async Task RunAsync(int port, Uri upstream)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseSockets(s => s.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
            kestrel.Limits.MinResponseDataRate = null;
        });
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        var target = new Uri(upstream, "v1/chat/completions");
        var app = builder.Build();
        app.Run(async http =>
        {
            if (http.Request.Path == "/metrics")
            {
                await http.Response.WriteAsync($"\ndotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n");
                return;
            }

            var body = new byte[(int)http.Request.ContentLength!];
            await http.Request.Body.ReadExactlyAsync(body);
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
            using var response = await client.SendAsync(request, http.RequestAborted);
            http.Response.ContentType = "text/event-stream";
            http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            await using var stream = await response.Content.ReadAsStreamAsync();
            var writer = http.Response.BodyWriter;
            while (true)
            {
                var read = await stream.ReadAsync(writer.GetMemory(4096), http.RequestAborted);
                if (read == 0)
                    return;
                writer.Advance(read);
                await writer.FlushAsync();
            }
        });
        await app.RunAsync();
    }
}
