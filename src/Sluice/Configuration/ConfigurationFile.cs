using System.Text;

namespace Sluice.Configuration;

/// <summary>Gets the text of a configuration file, or says why there is none.</summary>
internal static class ConfigurationFile
{
    public const string TooLarge = "the file is larger than 1 MiB, which no configuration needs: check that it is the right file";

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a file came to.</summary>
    /// <param name="Text">Its text; empty where there is a problem.</param>
    /// <param name="Problem">Why it has none.</param>
    /// <param name="Unreadable">Whether it could not be opened or read.</param>
    /// <param name="Rereadable">Whether it can be read again: false for pipes.</param>
    public readonly record struct Content(string Text, Finding? Problem = null, bool Unreadable = false, bool Rereadable = true);

    public static async Task<Content> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (Directory.Exists(file))
            return Failed(file, "is a folder: name the file in it", unreadable: true);
        try
        {
            var options = new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous };
            var stream = new FileStream(file, options);
            await using var closing = stream.ConfigureAwait(false);
            // The file is read every few seconds: no more room than it needs, and more of it where the file grows meanwhile or is a pipe.
            var bytes = new byte[stream.CanSeek ? Math.Min(stream.Length, ConfigurationReader.MaxBytes) + 1 : 4096];
            var length = 0;
            while ((length += await stream.ReadAtLeastAsync(bytes.AsMemory(length), bytes.Length - length, false, cancellationToken).ConfigureAwait(false)) == bytes.Length
                && length <= ConfigurationReader.MaxBytes)
            {
                Array.Resize(ref bytes, Math.Min(bytes.Length * 2, ConfigurationReader.MaxBytes + 1));
            }

            var content = length > ConfigurationReader.MaxBytes ? Failed(file, TooLarge) : Decode(file, bytes.AsSpan(0, length));
            return content with { Rereadable = stream.CanSeek };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(file, "does not exist: check the path given with --config", unreadable: true);
        }
        catch (UnauthorizedAccessException)
        {
            return Failed(file, "cannot be opened: give the user of this process the right to read it", unreadable: true);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return Failed(file, $"cannot be read: {Yaml.Printable.Text(e.Message, 200)}", unreadable: true);
        }
    }

    /// <summary>The folder that relative paths in the file start from.</summary>
    public static string Folder(string file)
    {
        try
        {
            return Path.GetDirectoryName(Path.GetFullPath(file)) ?? Path.GetFullPath(".");
        }
        catch (ArgumentException)
        {
            // A name for messages only, such as the empty one: there is no folder to it.
            return Path.GetFullPath(".");
        }
    }

    static Content Decode(string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(new byte[] { 0xFF, 0xFE }) || bytes.StartsWith(new byte[] { 0xFE, 0xFF }))
            return Failed(file, "is UTF-16: save it as UTF-8");
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new Content(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes[..Math.Clamp(e.Index, 0, bytes.Length)];
            var (line, column) = (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
            const string Message = "a byte here is not UTF-8: save the file as UTF-8, or check that it is a text file at all";
            return new Content("", new Finding(FindingSeverity.Error, file, line, column, "", Message));
        }
    }

    static Content Failed(string file, string message, bool unreadable = false) =>
        new("", new Finding(FindingSeverity.Error, file, 0, 0, "", message), unreadable, Rereadable: true);
}
