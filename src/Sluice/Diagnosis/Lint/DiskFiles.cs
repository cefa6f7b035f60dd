namespace Sluice.Diagnosis.Lint;

/// <summary>Configuration on the disk.</summary>
internal sealed class DiskFiles : FileSource
{
    const long MaxBytes = 16L << 20;

    public override bool IsFile(string path) => File.Exists(path);

    public override bool IsDirectory(string path) => Directory.Exists(path);

    public override byte[] Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new IOException($"{path} is larger than {MaxBytes >> 20} MiB: that is no configuration file");
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public override IReadOnlyList<string> Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory.Length == 0 ? "." : directory).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An include pattern over a directory that is not there matches nothing, as it does for the product itself.
            return [];
        }
    }

    public override string Canonical(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }
}
