"""An invented company's two years of selling, for trying Dealwright out. See docs/demo-stories.md."""
