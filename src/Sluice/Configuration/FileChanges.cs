namespace Sluice.Configuration;

/// <summary>
/// Tells when a file may have changed: the operating system's notifications where there are any. Mounted secrets are swapped by renaming a
/// folder named <c>..data</c> beside the file, so such names count too; what else happens in the folder does not.
/// </summary>
internal sealed class FileChanges : IDisposable
{
    readonly FileSystemWatcher _watcher;
    readonly string _name;
    readonly Action _changed;

    /// <summary>Begins to watch.</summary>
    /// <exception cref="IOException">The system has no notifications to give; other exceptions say the same on other systems.</exception>
    public FileChanges(string file, Action changed)
    {
        _name = Path.GetFileName(file);
        _changed = changed;
        _watcher = new FileSystemWatcher(ConfigurationFile.Folder(file));
        _watcher.Changed += OnChange;
        _watcher.Created += OnChange;
        _watcher.Deleted += OnChange;
        _watcher.Renamed += OnRename;
        // The queue of notifications overflowed: there may have been one for us.
        _watcher.Error += (_, _) => _changed();
        try
        {
            _watcher.EnableRaisingEvents = true;
        }
        catch
        {
            _watcher.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    void OnChange(object sender, FileSystemEventArgs change)
    {
        if (Concerns(change.Name))
            _changed();
    }

    void OnRename(object sender, RenamedEventArgs change)
    {
        if (Concerns(change.Name) || Concerns(change.OldName))
            _changed();
    }

    bool Concerns(string? name) => name is not null && (name == _name || name.StartsWith("..", StringComparison.Ordinal));
}
