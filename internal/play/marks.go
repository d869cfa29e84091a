package play

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// marks are how far the playground has come: the last id and timestamp that its
// Slack gave out, and how far its clock was moved. They are written as they change,
// so that a playground that is killed goes on behind them: the bot's store knows
// what was said, and nothing may be said again under the same name.
type marks struct {
	mu     sync.Mutex
	file   *os.File // nil: nothing is kept
	drawn  int64
	newest int64
	offset time.Duration
}

// A mark is three numbers of a fixed width, so that each change is one write over
// the one before: a process dies before or after it.
const markForm = "%020d %020d %+020d\n"

// openMarks opens the marks of a data folder; those of a new one are zero.
func openMarks(dir string) (*marks, error) {
	m := &marks{}
	path := filepath.Join(dir, "marks")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f)
	if err == nil && len(b) > 0 {
		_, err = fmt.Sscanf(string(b), "%d %d %d", &m.drawn, &m.newest, (*int64)(&m.offset))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("how far the playground had come, in %s, cannot be read: %w. Move the folder away to begin anew", path, err), f.Close())
	}
	m.file = f
	return m, nil
}

// drew marks what Slack has given out.
func (m *marks) drew(drawn, newest int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drawn, m.newest = drawn, newest
	m.write()
}

// moved marks where the clock goes, before anything happens there.
func (m *marks) moved(offset time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.offset = offset
	m.write()
}

// write keeps the marks. A full disk ends nothing here: the bot's store says so.
func (m *marks) write() {
	if m.file != nil {
		_, _ = m.file.WriteAt(fmt.Appendf(nil, markForm, m.drawn, m.newest, int64(m.offset)), 0)
	}
}

func (m *marks) close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.file == nil {
		return nil
	}
	err := m.file.Close()
	m.file = nil
	return err
}
