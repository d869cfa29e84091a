package slackapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// maxFile is a little over the largest plan, so that a file that is too large
// is refused by the reader, which can say why, and not cut here.
const maxFile = 300 << 10

var errTooLarge = errors.New("file too large")

// download fetches the files of a message. A file that cannot be had is the
// asker's to know: the error is a *rollout.Problem.
func (c *Client) download(ctx context.Context, files []slack.File) ([]commands.File, error) {
	var out []commands.File
	for _, f := range files {
		w := &limited{left: maxFile}
		err := errTooLarge
		if f.Size <= maxFile {
			err = c.api.GetFileContext(ctx, f.URLPrivate, w)
		}
		switch {
		case errors.Is(err, errTooLarge):
			return nil, rollout.Problemf(rollout.Invalid, "A plan is Markdown of at most 256 KiB.",
				"The file %s is too large, so nothing was done.", f.Name)
		case err != nil:
			return nil, rollout.Problemf(rollout.Invalid, "Post it again, or paste the text after `/rollout plan import`.",
				"The file %s could not be fetched, so nothing was done.", f.Name)
		}
		out = append(out, commands.File{Name: f.Name, Content: w.Bytes()})
	}
	return out, nil
}

// limited is a buffer that refuses to grow past its limit.
type limited struct {
	bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.left {
		return 0, fmt.Errorf("more than %d bytes: %w", maxFile, errTooLarge)
	}
	l.left -= len(p)
	return l.Buffer.Write(p)
}
