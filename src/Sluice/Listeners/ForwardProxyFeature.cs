namespace Sluice.Listeners;

internal sealed class ForwardProxyFeature(string host, int port) : IForwardProxyFeature
{
    public string Host => host;

    public int Port => port;

    public string? ServerName { get; set; }

    public bool IsIntercepted { get; set; }
}
