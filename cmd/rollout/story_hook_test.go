package main_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/rolloutbot/rollout/internal/play"
)

// storyToken is what other systems show in stories.
const storyToken = "a-token-of-the-stories"

// hook posts a file of the archive to an address of the bot, as CSV or JSON by
// its name. The answer is what sees and sees-not look at.
func (s *story) hook(args string) error {
	path, name, _ := strings.Cut(args, " ")
	body, ok := s.files[name]
	if !ok {
		return fmt.Errorf("the archive has no file %s", name)
	}
	kind := map[string]string{".csv": "text/csv", ".json": "application/json"}[filepath.Ext(name)]
	r, err := http.NewRequestWithContext(s.ctx(), http.MethodPost, s.world.URL()+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+storyToken)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	s.seen, s.view, s.errors = []play.Message{{Text: answer.Status + " " + string(text)}}, "", nil
	return s.world.Settle(s.ctx())
}
