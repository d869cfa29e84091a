package play

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// memory is what a playground with a data folder keeps beside the bot's store.
type memory struct {
	Offset time.Duration   `json:"offset"` // of the clock, in nanoseconds
	Slack  json.RawMessage `json:"slack"`
}

func (w *World) memoryFile() string { return filepath.Join(w.data, "slack.json") }

func (w *World) remembered() (memory, error) {
	var m memory
	if w.opt.Data == "" {
		return m, nil
	}
	b, err := os.ReadFile(w.memoryFile())
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		return m, fmt.Errorf("what the playground kept in %s cannot be read: %w. Move it away to begin anew", w.memoryFile(), err)
	}
	return m, nil
}

func (w *World) remember() error {
	slack, err := w.Slack.Snapshot()
	if err != nil {
		return err
	}
	b, err := json.Marshal(memory{Offset: w.Clock.Offset(), Slack: slack})
	if err != nil {
		return err
	}
	tmp := w.memoryFile() + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, w.memoryFile())
}
