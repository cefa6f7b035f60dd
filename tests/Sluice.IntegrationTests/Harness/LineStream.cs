using System.Text;

namespace Sluice.IntegrationTests.Harness;

/// <summary>A stream that keeps the lines written to it, and lets tests wait for one.</summary>
sealed class LineStream : Stream
{
    readonly MemoryStream _bytes = new();
    readonly Lock _gate = new();
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<string> LineAsync(string containing, int number)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var found = Lines().Where(line => line.Contains(containing, StringComparison.Ordinal)).Skip(number - 1).FirstOrDefault();
                if (found is not null)
                    return found;
                changed = _changed.Task;
            }

            await changed;
        }
    }

    string[] Lines() => Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length).Split('\n')[..^1];

    public override string ToString()
    {
        lock (_gate)
            return Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            _bytes.Write(buffer, offset, count);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
