package main_test

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

// journal gathers what the bot sent in all stories, for the independent check
// of blocks; it is written where ROLLOUT_JOURNAL says.
var journal struct {
	sync.Mutex
	text strings.Builder
}

func TestMain(m *testing.M) {
	code := m.Run()
	if path := os.Getenv("ROLLOUT_JOURNAL"); path != "" && code == 0 {
		if err := os.WriteFile(path, []byte(journal.text.String()), 0o600); err != nil {
			println(err.Error())
			code = 1
		}
	}
	os.Exit(code)
}

// TestStories plays every story of testdata/script. The words they are written
// in stand in story_test.go.
func TestStories(t *testing.T) {
	eachStory(t, func(t *testing.T, files map[string]string, script string) {
		s := newStory(t, files)
		s.play(script)
		var sent strings.Builder
		if err := s.world.Client().Journal(s.ctx(), &sent); err != nil {
			t.Fatal(err)
		}
		journal.Lock()
		defer journal.Unlock()
		journal.text.WriteString(sent.String())
	})
}

// TestStoriesWithRestarts plays every story again with a restart of the bot
// before each line that acts, unless the story has stopped it: what the bot
// knows is in its store, so every story comes out the same. It takes as long
// again as the stories themselves, so it runs where ROLLOUT_FULL is set.
func TestStoriesWithRestarts(t *testing.T) {
	if os.Getenv("ROLLOUT_FULL") == "" {
		t.Skip("every story is played once already; ROLLOUT_FULL=1 plays them with restarts")
	}
	eachStory(t, func(t *testing.T, files map[string]string, script string) {
		s := newStory(t, files)
		s.restless = true
		s.play(script)
		if s.restarts == 0 {
			t.Error("the bot was never restarted: no line of this story acts")
		}
	})
}

// eachStory runs a test for every story of testdata/script, with the plans and
// the story's own files.
func eachStory(t *testing.T, play func(t *testing.T, files map[string]string, script string)) {
	paths, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files := shared(t)
			for _, f := range archive.Files {
				files[f.Name] = string(f.Data)
			}
			play(t, files, string(archive.Comment))
		})
	}
}

// shared are the plans that stories use without repeating them.
func shared(t *testing.T) map[string]string {
	files := map[string]string{}
	paths, err := filepath.Glob("testdata/plans/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(b)
	}
	return files
}

// quiet shows the bot's log when its test fails.
func quiet(t *testing.T) *slog.Logger {
	var out io.Writer = io.Discard
	if testing.Verbose() {
		out = t.Output()
	}
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
